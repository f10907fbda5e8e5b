import type { HeaderExtension, VolumeLabel } from '../volume.ts';

// Names and colours of labels in a NIfTI file: the XML of Caret and Connectome Workbench, in an extension of code 30.

const CARET_CODE = 30;
const LABEL = /<Label\b([^>]{0,400})>\s*(?:<!\[CDATA\[([\s\S]{0,1000}?)\]\]>|([^<]{0,1000}))\s*<\/Label>/g;

/** The labels that an extension names; undefined where it is no label table. */
export function readLabelTable({ content }: HeaderExtension): VolumeLabel[] | undefined {
	const text = new TextDecoder().decode(content);
	if (!text.includes('<CaretExtension') || !text.includes('<LabelTable')) return undefined;
	return [...text.matchAll(LABEL)].flatMap(([, attributes, quoted, plain]) => {
		const attribute = (name: string): number =>
			Number(new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`).exec(attributes)?.[1] ?? Number.NaN);
		const value = attribute('Key');
		if (!Number.isSafeInteger(value)) return [];
		const name = quoted ?? unescaped(plain);
		const parts = ['Red', 'Green', 'Blue'].map(attribute);
		if (!parts.every((part) => part >= 0 && part <= 255)) return [{ value, name }];
		// Workbench writes fractions; some writers bytes.
		const scale = Math.max(...parts) > 1 ? 1 : 255;
		const [red, green, blue] = parts.map((part) => Math.round(part * scale));
		return [{ value, name, color: [red, green, blue] as const }];
	});
}

/** An extension that names labels. */
export function labelTableExtension(labels: readonly VolumeLabel[]): HeaderExtension {
	const lines = labels.map(({ value, name, color }) => {
		const [red, green, blue] = (color ?? [255, 255, 255]).map((part) => part / 255);
		const text = name.replaceAll(']]>', ']] >');
		return `<Label Key="${value}" Red="${red}" Green="${green}" Blue="${blue}" Alpha="1"><![CDATA[${text}]]></Label>`;
	});
	const xml = `<?xml version="1.0" encoding="UTF-8"?>
<CaretExtension>
<VolumeInformation Index="0">
<LabelTable>
${lines.join('\n')}
</LabelTable>
<StudyMetaDataLinkSet>
</StudyMetaDataLinkSet>
<VolumeType><![CDATA[Label]]></VolumeType>
</VolumeInformation>
</CaretExtension>
`;
	return { code: CARET_CODE, content: new TextEncoder().encode(xml) };
}

function unescaped(text: string): string {
	const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
	return text.trim().replace(/&(lt|gt|quot|apos|amp);/g, (_, entity: string) => entities[entity]);
}
