// Where a lane of [B, D, H, W, columns] stands.
struct Place {
	entry: u32,
	voxel: vec3i,
	column: u32,
}

fn placeOf(at: u32, columns: u32, extent: vec3i) -> Place {
	let size = vec3u(extent);
	var rest = at / columns;
	let w = rest % size.z;
	rest /= size.z;
	let h = rest % size.y;
	rest /= size.y;
	return Place(rest / size.x, vec3i(i32(rest % size.x), i32(h), i32(w)), at % columns);
}

// The lane of another voxel of the same entry and column, in a volume of this extent.
fn laneAt(place: Place, voxel: vec3i, columns: u32, extent: vec3i) -> u32 {
	let size = vec3u(extent);
	let other = vec3u(voxel);
	return (((place.entry * size.x + other.x) * size.y + other.y) * size.z + other.z) * columns + place.column;
}
