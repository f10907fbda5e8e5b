// Writes 4 values at once: where all rows start at multiples of 4.
@group(0) @binding(5) var<storage, read_write> y: array<vec4f>;

fn put(index: u32, value: vec4f, count: u32) {
	y[index / 4] = value;
}
