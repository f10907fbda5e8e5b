import type { CodedTerm } from './codedTerm.ts';

/** What a segment shows, coded: its category, its type and, where the type has sides or ends, which. */
export interface SegmentTerms {
	readonly category: CodedTerm;
	readonly type: CodedTerm;
	readonly modifiers: readonly CodedTerm[];
	/** The organ that an abnormality lies in. */
	readonly region?: CodedTerm | undefined;
}

const sct = (value: string, meaning: string): CodedTerm => ({ value, scheme: 'SCT', meaning });

const STRUCTURE = sct('123037004', 'Anatomical Structure');
const ABNORMAL = sct('49755003', 'Morphologically Abnormal Structure');
const TISSUE = sct('85756007', 'Tissue');

/** Types by the names that data sets give their labels, in small letters; further names of one type after a bar. */
const STRUCTURES: Readonly<Record<string, string>> = {
	'adrenal gland|adrenal': '23451007 Adrenal gland',
	aorta: '15825003 Aorta',
	bone: '272673000 Bone',
	brain: '12738006 Brain',
	cerebellum: '113305005 Cerebellum',
	clavicle: '51299004 Clavicle',
	'colon|large bowel': '71854001 Colon',
	duodenum: '38848004 Duodenum',
	'esophagus|oesophagus': '32849002 Esophagus',
	femur: '71341001 Femur',
	gallbladder: '28231008 Gallbladder',
	heart: '80891009 Heart',
	'hepatic vein': '8993003 Hepatic Vein',
	hippocampus: '5366008 Hippocampus',
	humerus: '85050009 Humerus',
	'inferior vena cava|ivc|postcava|vena cava': '64131007 Inferior Vena Cava',
	kidney: '64033007 Kidney',
	'left atrium': '82471001 Left atrium',
	'left ventricle': '87878005 Left Ventricle',
	liver: '10200004 Liver',
	lung: '39607008 Lung',
	mandible: '91609006 Mandible',
	muscle: '71616004 Muscle',
	pancreas: '15776009 Pancreas',
	'parotid gland': '45289007 Parotid gland',
	'portal vein|portal vein and splenic vein': '32764006 Portal Vein',
	prostate: '41216001 Prostate',
	'pulmonary artery': '81040000 Pulmonary artery',
	rectum: '34402009 Rectum',
	rib: '113197003 Rib',
	'right atrium': '73829009 Right Atrium',
	'right ventricle': '53085002 Right ventricle',
	sacrum: '54735007 Sacrum',
	scapula: '79601000 Scapula',
	skin: '39937001 Skin',
	skull: '89546000 Skull',
	'small intestine|small bowel': '30315005 Small intestine',
	'spinal cord': '2748008 Spinal cord',
	spine: '421060004 Spine',
	spleen: '78961009 Spleen',
	'splenic vein': '35819009 Splenic Vein',
	stomach: '69695003 Stomach',
	'thyroid|thyroid gland': '69748006 Thyroid',
	trachea: '44567001 Trachea',
	'urinary bladder|bladder': '89837001 Bladder',
	uterus: '35039007 Uterus',
	vertebra: '51282000 Vertebra',
};

const ABNORMALITIES: Readonly<Record<string, string>> = {
	cyst: '367643001 Cyst',
	'edema|oedema|peritumoral edema': '79654002 Edema',
	'hemorrhage|haemorrhage': '50960005 Hemorrhage',
	lesion: '52988006 Lesion',
	metastasis: '128462008 Metastasis',
	'necrosis|necrotic core': '6574001 Necrosis',
	'neoplasm|tumor|tumour|cancer|tumor core|whole tumor|enhancing tumor': '108369006 Neoplasm',
	nodule: '27925004 Nodule',
};

const MODIFIERS: Readonly<Record<string, CodedTerm>> = {
	left: sct('7771000', 'Left'),
	right: sct('24028007', 'Right'),
	anterior: sct('255549009', 'Anterior'),
	posterior: sct('255551008', 'Posterior'),
};

/** Every name in small letters: 'oesophagus' as well as 'esophagus'. */
const STRUCTURE_OF: ReadonlyMap<string, CodedTerm> = byName(STRUCTURES);
const ABNORMALITY_OF: ReadonlyMap<string, CodedTerm> = byName(ABNORMALITIES);

/** Every term that `anatomyTerms` may give. */
export const ANATOMY_TERMS: readonly CodedTerm[] = [
	STRUCTURE,
	ABNORMAL,
	TISSUE,
	...STRUCTURE_OF.values(),
	...ABNORMALITY_OF.values(),
	...Object.values(MODIFIERS),
];

/**
 * SNOMED CT terms for a label's name ('left kidney', 'kidney_l', 'liver tumour', 'anterior hippocampus').
 * @returns category and type 'Tissue' for a name that is not known
 */
export function anatomyTerms(name: string): SegmentTerms {
	const words = name
		.toLowerCase()
		.split(/[_\W]+/)
		.filter(Boolean);
	const whole = STRUCTURE_OF.get(words.join(' '));
	if (whole !== undefined) return { category: STRUCTURE, type: whole, modifiers: [] };
	const full = words.map((word) => ({ l: 'left', r: 'right' })[word] ?? word);
	const modifiers = full.filter((word) => Object.hasOwn(MODIFIERS, word)).map((word) => MODIFIERS[word]!);
	const rest = full.filter((word) => !Object.hasOwn(MODIFIERS, word));
	const structure = STRUCTURE_OF.get(rest.join(' '));
	if (structure !== undefined) return { category: STRUCTURE, type: structure, modifiers };
	// 'liver tumor': from the longest ending that names an abnormality, the words before it name the organ.
	for (let start = 0; start < rest.length; start++) {
		const type = ABNORMALITY_OF.get(rest.slice(start).join(' '));
		if (type === undefined) continue;
		return { category: ABNORMAL, type, modifiers, region: STRUCTURE_OF.get(rest.slice(0, start).join(' ')) };
	}
	return { category: TISSUE, type: TISSUE, modifiers };
}

function byName(table: Readonly<Record<string, string>>): Map<string, CodedTerm> {
	return new Map(
		Object.entries(table).flatMap(([names, term]) => {
			const [value, ...meaning] = term.split(' ');
			return names.split('|').map((name) => [name, sct(value!, meaning.join(' '))] as const);
		}),
	);
}
