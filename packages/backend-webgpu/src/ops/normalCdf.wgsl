// Distribution function of the standard normal, erfc(-x / sqrt 2) / 2, good to a few units in the last place.

// erf z for |z| <= 1 (Cephes erff).
fn errorFunctionNearZero(z: Lane) -> Lane {
	let s = z * z;
	var p = fma(Lane(7.853861353153693e-5), s, Lane(-8.010193625184903e-4));
	p = fma(p, s, Lane(5.188327685732524e-3));
	p = fma(p, s, Lane(-2.685381193529856e-2));
	p = fma(p, s, Lane(1.128358514861418e-1));
	p = fma(p, s, Lane(-3.761262582423300e-1));
	p = fma(p, s, Lane(1.128379165726710));
	return p * z;
}

// erfc z for z >= 1 by the Chebyshev fit of Press et al. (Numerical Recipes, erfcc), where 1 - erf z has no digit left.
fn complementaryErrorFunction(z: Lane) -> Lane {
	let t = 1.0 / fma(z, Lane(0.5), Lane(1.0));
	var p = fma(Lane(0.17087277), t, Lane(-0.82215223));
	p = fma(p, t, Lane(1.48851587));
	p = fma(p, t, Lane(-1.13520398));
	p = fma(p, t, Lane(0.27886807));
	p = fma(p, t, Lane(-0.18628806));
	p = fma(p, t, Lane(0.09678418));
	p = fma(p, t, Lane(0.37409196));
	p = fma(p, t, Lane(1.00002368));
	p = fma(p, t, -1.26551223 - z * z);
	return t * exp(p);
}

fn normalCdf(x: Lane) -> Lane {
	let scaled = x * 0.70710678;
	let z = abs(scaled);
	let tail = 0.5 * complementaryErrorFunction(z);
	let far = select(1.0 - tail, tail, x < Lane(0.0));
	return select(far, 0.5 * errorFunctionNearZero(scaled) + 0.5, z < Lane(1.0));
}
