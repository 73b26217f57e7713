/** Id of a card's element, where the focus goes when it is brought into view. */
export const cardId = (approvalId: string) => `needs-you-${approvalId}`;
