const USUAL_PX = 16;

/** How much larger letters are on this screen than on a usual desk (`app.css`); what is drawn in pixels grows by it. */
export const letterScale = (): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_PX;
