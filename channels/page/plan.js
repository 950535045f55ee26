/** The plan's page: its one button prints it, or saves it as a PDF. */
document.getElementById("print").addEventListener("click", () => window.print());
