/**
 * Preload (`node --import`): the program believes that it is `TRIALS_CLOCK_SHIFT_MS` later (negative: earlier) than the
 * system says. Timers are left alone: they measure how long, not when.
 */
const shiftMs = Number(process.env['TRIALS_CLOCK_SHIFT_MS'] ?? 0);
const SystemDate = Date;

globalThis.Date = new Proxy(SystemDate, {
  construct: (target, args: [], newTarget: typeof Date) =>
    Reflect.construct(target, args.length === 0 ? [target.now() + shiftMs] : args, newTarget) as Date,
  apply: (target) => new target(target.now() + shiftMs).toString(),
  get: (target, name, receiver) =>
    name === 'now' ? () => target.now() + shiftMs : (Reflect.get(target, name, receiver) as unknown),
});
