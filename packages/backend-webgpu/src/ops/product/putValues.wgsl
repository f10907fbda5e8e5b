// Writes up to 4 values one by one.
@group(0) @binding(5) var<storage, read_write> y: array<f32>;

fn put(index: u32, value: vec4f, count: u32) {
	for (var i = 0u; i < min(count, 4); i++) {
		y[index + i] = value[i];
	}
}
