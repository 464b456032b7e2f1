// A page whose connection is lost looks whether its session has ended, and if so goes where a key is asked for.
setInterval(async () => {
  if (!window.socket || window.socket.connected) return;
  const answer = await fetch("/login/held").catch(() => null);
  if (answer?.status === 401) location.reload();
}, 3000);
