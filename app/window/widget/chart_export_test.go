package widget

// Inked shows a pattern to tests.
func Inked(f Fill, x, y float32) bool { return f.inked(x, y) }
