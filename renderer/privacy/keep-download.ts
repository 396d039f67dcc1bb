/** Gives a file to the browser to keep, where the program has no save dialog of its own. */
export function keepDownload(file: Blob, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
