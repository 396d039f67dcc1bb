/** Gives a file to the browser to keep, where the program has no save dialog of its own. */
export function offerDownload(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(link.href);
}
