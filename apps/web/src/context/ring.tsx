/** A ring that fills, from 0 to 1. The number stands beside it. */
export function Ring({ value }: { value: number }) {
  const radius = 6;
  const round = 2 * Math.PI * radius;
  const tone = value > 0.9 ? "stroke-danger" : value > 0.75 ? "stroke-warn" : "stroke-accent";
  return (
    <svg aria-hidden viewBox="0 0 16 16" className="size-4 -rotate-90 fill-none" strokeWidth="2.5">
      <circle cx="8" cy="8" r={radius} className="stroke-line-strong" />
      {value > 0 && (
        <circle
          cx="8"
          cy="8"
          r={radius}
          strokeDasharray={`${Math.max(0.03, value) * round} ${round}`}
          className={tone}
        />
      )}
    </svg>
  );
}
