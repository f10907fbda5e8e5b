// Four values in 64 bits, as halves (IEEE 754 binary16): what is beyond their range becomes the largest of them.
const largestHalf: f32 = 65504.0;

fn unpackFour(halves: vec2u) -> vec4f {
	return vec4f(unpack2x16float(halves.x), unpack2x16float(halves.y));
}

fn packFour(value: vec4f) -> vec2u {
	let held = clamp(value, vec4f(-largestHalf), vec4f(largestHalf));
	return vec2u(pack2x16float(held.xy), pack2x16float(held.zw));
}
