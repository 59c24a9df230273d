/** Whether the text is an address: 20 bytes in hex, in lower case. */
export function isAddress(text: string): boolean {
  return /^0x[0-9a-f]{40}$/.test(text)
}

/** Whether the text is a label's id: the batch's 32 bytes, then the item's position in 2, in lower case. */
export function isLabelId(text: string): boolean {
  return /^0x[0-9a-f]{68}$/.test(text)
}
