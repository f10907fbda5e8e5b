// Which values of a lane as vec4f count: one where Lane is f32, all where it is vec4f.
const counted: vec4f = vec4f(1.0, 0.0, 0.0, 0.0);

fn total(lane: Lane) -> f32 {
	return dot(vec4f(lane), counted);
}
