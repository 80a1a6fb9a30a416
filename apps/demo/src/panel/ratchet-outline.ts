/**
 * The outline of a ratchet wheel around the origin, as an SVG path. Each tooth rises to a tip and falls along
 * a slope, clockwise: a pawl that rests against the steep side lets the wheel turn clockwise, and stops it
 * from turning back.
 */
export function ratchetOutline(teeth: number, tipRadius: number, rootRadius: number): string {
  const step = 360 / teeth;
  const corners: string[] = [];
  for (let tooth = 0; tooth < teeth; tooth++) {
    const angle = -90 + tooth * step;
    corners.push(point(tipRadius, angle), point(rootRadius, angle + step));
  }
  return `M${corners.join("L")}Z`;
}

/** A full circle, as a path that cuts a hole with `fill-rule="evenodd"`. */
export function circleOutline(radius: number): string {
  return `M${-radius},0A${radius},${radius} 0 1 0 ${radius},0A${radius},${radius} 0 1 0 ${-radius},0Z`;
}

/** `x,y` at a radius and an angle in degrees, clockwise from the right. */
export function point(radius: number, degrees: number): string {
  const radians = (degrees * Math.PI) / 180;
  return `${round(radius * Math.cos(radians))},${round(radius * Math.sin(radians))}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
