/** Value representations of PS3.5. */
export type Vr =
	| 'AE'
	| 'AS'
	| 'AT'
	| 'CS'
	| 'DA'
	| 'DS'
	| 'DT'
	| 'FD'
	| 'FL'
	| 'IS'
	| 'LO'
	| 'LT'
	| 'OB'
	| 'OD'
	| 'OF'
	| 'OL'
	| 'OV'
	| 'OW'
	| 'PN'
	| 'SH'
	| 'SL'
	| 'SQ'
	| 'SS'
	| 'ST'
	| 'SV'
	| 'TM'
	| 'UC'
	| 'UI'
	| 'UL'
	| 'UN'
	| 'UR'
	| 'US'
	| 'UT'
	| 'UV';

/** Representations whose length is of 16 bits; every other one, future ones too, has 32 (PS3.5 section 7.1.2). */
export const SHORT_LENGTH: ReadonlySet<string> = new Set(
	'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '),
);
