/** What the service worker tells an open app: something was pushed, or a notification was touched. */
export function listenToPushes(onNews: () => void): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", (event: MessageEvent<{ kabar?: string; buka?: string } | null>) => {
    if (event.data?.kabar === "ada") onNews();
    if (typeof event.data?.buka === "string") location.hash = event.data.buka;
  });
}
