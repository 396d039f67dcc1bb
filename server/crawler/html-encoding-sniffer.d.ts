/** The part of html-encoding-sniffer that is used here; the package comes without types. */
declare module 'html-encoding-sniffer' {
  export default function htmlEncodingSniffer(
    bytes: Uint8Array,
    options: { readonly transportLayerEncodingLabel?: string; readonly defaultEncoding?: string },
  ): string;
}
