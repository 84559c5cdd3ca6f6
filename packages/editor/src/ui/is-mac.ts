/** Whether the person's keyboard has a command key. */
export const isMac = navigator.platform.startsWith('Mac');
