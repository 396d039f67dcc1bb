/** Called at a named moment between two steps, so that a test can stop the program exactly there. */
export type Failpoint = (name: string) => void | Promise<void>;

export const NO_FAILPOINT: Failpoint = () => undefined;
