/** What a palette entry carries while it is dragged: the type of its node. */
export const draggedType = 'application/x-throughline-node';
