// Writes 4 values at once, as halves.
@group(0) @binding(5) var<storage, read_write> y: array<vec2u>;

fn put(index: u32, value: vec4f, count: u32) {
	y[index / 4] = packFour(value);
}
