// Load the page again when it has changed; show what is wrong above the last good page.
let shown;

async function look() {
  const answer = await fetch("/_live/state.json").catch(() => undefined);
  if (!answer?.ok) return; // the preview has ended
  const { version, fault, problem: whole } = await answer.json();
  const problem = fault || whole;
  if (shown !== undefined && shown !== version) location.reload();
  shown = version;
  const old = document.getElementById("live-problem");
  if ((old?.textContent ?? "") === problem) return;
  old?.remove();
  if (!problem) return;
  const banner = document.createElement("pre");
  banner.id = "live-problem";
  banner.setAttribute("role", "alert");
  Object.assign(banner.style, {
    position: "sticky", top: "0", zIndex: "1000", margin: "0", padding: "1rem",
    maxHeight: "40vh", overflow: "auto", whiteSpace: "pre-wrap",
    font: "14px/1.4 ui-monospace, monospace", background: "#8c1d18", color: "#ffffff",
  });
  banner.textContent = problem;
  document.body.prepend(banner);
}

look();
setInterval(look, 300);
