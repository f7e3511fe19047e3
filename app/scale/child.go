package scale

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
)

// InChild measures a folder in a process of its own, so that memory is that of one store. It starts this program again
// with the folder in a variable of the environment; the child writes its figures to standard output as JSON.
func InChild(variable, folder string) (Figures, error) {
	child := exec.Command(os.Args[0])
	child.Env, child.Stderr = append(os.Environ(), variable+"="+folder), os.Stderr
	out, err := child.Output()
	if err != nil {
		return nil, fmt.Errorf("measure in a process of its own: %w", err)
	}
	f := Figures{}
	if err := json.Unmarshal(out, &f); err != nil {
		return nil, fmt.Errorf("read the figures %q: %w", out, err)
	}
	return f, nil
}

// Least keeps of each figure the smaller one of two runs; f may be the first.
func (f Figures) Least(earlier Figures) Figures {
	for name, v := range earlier {
		f[name] = min(v, f[name])
	}
	return f
}
