import { describe, expect, it } from 'vitest';
import { readmeExample } from './readmeExample.ts';

const readme = [
	'# a',
	'```sh',
	'npm install a',
	'```',
	'```js',
	"import { a } from 'a';",
	'console.log(a);',
	'```',
	'```js',
	'second();',
	'```',
	'```sh',
	'# comes first',
	'npx a one \\',
	'  --two',
	'npx a three',
	'```',
].join('\n');

describe('readmeExample', () => {
	it('takes the first js block whole', () => {
		expect(readmeExample(readme, 'js').code).toBe("import { a } from 'a';\nconsole.log(a);\n");
	});

	it('takes the npx lines of the first sh block that has any, continued lines joined', () => {
		expect(readmeExample(readme, 'sh').code).toBe('npx a one --two\nnpx a three');
	});

	it('refuses a README without one', () => {
		expect(() => readmeExample('# a\n```ts\nb();\n```\n', 'js')).toThrow(
			'README.md has no fenced js example',
		);
	});
});
