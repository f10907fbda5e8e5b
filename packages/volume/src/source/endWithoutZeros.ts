/** Where bytes end if zeros at their end do not count. */
export function endWithoutZeros(bytes: Uint8Array): number {
	let end = bytes.length;
	while (end > 0 && bytes[end - 1] === 0) end--;
	return end;
}
