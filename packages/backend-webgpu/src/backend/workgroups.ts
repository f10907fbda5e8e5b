/** Workgroups along x, y and z. */
export type Workgroups = readonly [number, number, number];

/** Most workgroups along one axis, which every adapter grants. */
const mostPerAxis = 65535;

/**
 * Workgroups for a flat list of work, spread over x and y where x alone cannot count them.
 *
 * In WGSL the flat number of a workgroup is `group.y * groups.x + group.x` (`workgroup_id`, `num_workgroups`); the last
 * row may have more than asked for, so compare with the count.
 *
 * @param count pieces of work
 * @param perGroup pieces that one workgroup does
 */
export function spread(count: number, perGroup = 1): Workgroups {
	const groups = Math.ceil(count / perGroup);
	if (groups <= mostPerAxis) return [groups, 1, 1];
	const rows = Math.ceil(groups / mostPerAxis);
	return [Math.ceil(groups / rows), rows, 1];
}
