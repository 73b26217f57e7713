/**
 * Puts the focus of a dialog that opens on the dialog itself. By default it lands on the first button, whose
 * hint then opens over the content and takes the first Escape for itself.
 */
export function focusSelf(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}
