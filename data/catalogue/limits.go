package catalogue

// The limits of an import. Lengths of texts count Unicode code points.
const (
	// DefaultMaxBytes is the largest input that is read unless Options says otherwise.
	DefaultMaxBytes = 64 << 20
	// MaxRequirements is the most requirements that one catalogue may have.
	MaxRequirements = 20_000
	// MaxDepth is how deep groups and controls may be nested together.
	MaxDepth = 64
	// MaxDrops is the most remarks about one import; a file that needs more is not the catalogue it claims to be.
	MaxDrops = 100_000

	MaxID        = 200
	MaxRef       = 100
	MaxTitle     = 300
	MaxText      = 8000
	MaxGuidance  = 16000
	MaxNotes     = 8000
	MaxShort     = 200 // level, edition, language, one tag, one reference
	MaxListItems = 100 // tags or references of one requirement
)

const (
	maxJSONDepth  = 256       // arrays and objects inside one another; 64 levels of controls need about 140
	maxJSONValues = 2_000_000 // about 128 MiB of tree
	maxYAMLMarks  = 1_500_000 // characters that can start a YAML node; bounds the tree before it is built
	maxKept       = 48 << 20  // bytes of all texts of one catalogue; merged cells and shared choices can multiply them
	maxInserted   = 64 << 20  // bytes that parameters may add to all texts of one catalogue together
	maxInsertions = 500_000   // parameters put into texts, counted each time
	maxParameter  = 32 << 10  // bytes of one parameter with everything inserted into it
)
