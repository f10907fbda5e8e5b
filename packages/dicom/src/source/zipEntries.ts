import { DicomError } from '../dicomError.ts';
import { inflateBounded, inflationLimit } from '../parse/inflateBounded.ts';
import { crc32 } from './crc32.ts';
import type { DicomEntry } from './dicomEntry.ts';

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_HEADER = 0x02014b50;
const DIRECTORY_END = 0x06054b50;
const DIRECTORY_END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
/** What a 32 bit field holds where the real number stands in a zip64 record. */
const IN_ZIP64 = 0xffffffff;

/** Whether bytes begin as a zip does. */
export function isZip(bytes: Uint8Array): boolean {
	return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * Files of a zip, by its directory; each is inflated, and its checksum compared, when it is read.
 * @throws DicomError where the zip is damaged, encrypted, or larger than 4 GiB
 */
export function zipEntries(bytes: Uint8Array, zipName: string): DicomEntry[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const end = directoryEnd(view);
	if (end === undefined) throw damaged(zipName, 'it has no directory at its end; it is truncated');
	const entries: DicomEntry[] = [];
	let claimedBytes = 0;
	let at = view.getUint32(end + 16, true);
	for (let left = view.getUint16(end + 10, true); left > 0; left--) {
		if (at + 46 > end || view.getUint32(at, true) !== DIRECTORY_HEADER)
			throw damaged(zipName, 'its directory is cut off');
		const record = directoryRecord(view, at);
		const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + record.nameBytes));
		at += 46 + record.nameBytes + record.restBytes;
		claimedBytes += record.sizeBytes;
		if (!name.endsWith('/')) entries.push(zipEntry(bytes, view, record, zipName, `${zipName}/${name}`));
	}
	// Many small bombs, or many entries that share one.
	if (claimedBytes > inflationLimit(bytes.length)) {
		throw new DicomError(
			`${zipName}: the ${bytes.length} bytes of the zip claim to inflate to ${claimedBytes}; it is damaged or hostile`,
		);
	}
	return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface ZipRecord {
	readonly isEncrypted: boolean;
	readonly method: number;
	readonly crc: number;
	readonly packedBytes: number;
	readonly sizeBytes: number;
	readonly nameBytes: number;
	readonly restBytes: number;
	readonly localOffset: number;
}

function directoryRecord(view: DataView, at: number): ZipRecord {
	return {
		isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
		method: view.getUint16(at + 10, true),
		crc: view.getUint32(at + 16, true),
		packedBytes: view.getUint32(at + 20, true),
		sizeBytes: view.getUint32(at + 24, true),
		nameBytes: view.getUint16(at + 28, true),
		restBytes: view.getUint16(at + 30, true) + view.getUint16(at + 32, true),
		localOffset: view.getUint32(at + 42, true),
	};
}

function zipEntry(
	bytes: Uint8Array,
	view: DataView,
	record: ZipRecord,
	zipName: string,
	name: string,
): DicomEntry {
	const { localOffset, packedBytes, sizeBytes, method } = record;
	if ([localOffset, packedBytes, sizeBytes].includes(IN_ZIP64)) {
		throw new DicomError(`${zipName} is a zip64 file of 4 GiB or more; unpack it and name the folder`);
	}
	if (record.isEncrypted)
		throw new DicomError(`${name}: the zip is encrypted; unpack it and name the folder`);
	if (method !== 0 && method !== 8) {
		throw new DicomError(
			`${name}: the zip uses the compression method ${method}, only deflate is read; unpack it and name the folder`,
		);
	}
	if (localOffset + 30 > view.byteLength || view.getUint32(localOffset, true) !== LOCAL_HEADER) {
		throw damaged(zipName, `its directory points ${name} to byte ${localOffset}, where no file begins`);
	}
	const start =
		localOffset + 30 + view.getUint16(localOffset + 26, true) + view.getUint16(localOffset + 28, true);
	const packed = bytes.subarray(start, start + packedBytes);
	if (packed.length < packedBytes) throw damaged(zipName, `${name} is cut off`);
	if (sizeBytes > inflationLimit(packedBytes)) {
		throw new DicomError(
			`${name}: ${packedBytes} bytes of the zip claim to inflate to ${sizeBytes}; it is damaged or hostile`,
		);
	}
	return {
		name,
		sizeBytes,
		// Always whole: its first bytes alone have no checksum.
		read: async () => {
			const content = method === 0 ? packed : inflateBounded(packed, name, sizeBytes);
			if (content.length !== sizeBytes || crc32(content) !== record.crc) {
				throw damaged(zipName, `the size or checksum of ${name} does not match`);
			}
			return content;
		},
	};
}

function directoryEnd(view: DataView): number | undefined {
	const last = view.byteLength - DIRECTORY_END_BYTES;
	for (let at = last; at >= 0 && at >= last - MAX_COMMENT_BYTES; at--) {
		if (view.getUint32(at, true) === DIRECTORY_END) return at;
	}
	return undefined;
}

function damaged(name: string, why: string): DicomError {
	return new DicomError(`${name} is a damaged zip: ${why}; get it again`);
}
