package main

import (
	"errors"

	"github.com/alecthomas/kong"
)

// cli is the grammar of the command line. What each part is for stands in the translations (lage.help, lage.flag,
// lage.arg). What the window can do, it can, but for taking back what was just typed: each command is a process of its
// own, and an old value comes back from the history.
type cli struct {
	Folder string   `placeholder:"F" env:"KREISLAGE_FOLDER"`
	JSON   bool     `name:"json"`
	Lang   string   `placeholder:"de|en" enum:",de,en" default:""`
	Help   helpFlag `short:"h"`

	Demo         demoCmd         `cmd:""`
	Init         initCmd         `cmd:""`
	District     districtCmd     `cmd:""`
	Catalogue    catalogueCmd    `cmd:""`
	Round        roundCmd        `cmd:""`
	Answer       answerCmd       `cmd:""`
	Answers      answersCmd      `cmd:""`
	Former       formerCmd       `cmd:""`
	Carry        carryCmd        `cmd:""`
	Confirm      confirmCmd      `cmd:""`
	History      historyCmd      `cmd:""`
	AcceptRisk   acceptRiskCmd   `cmd:""`
	Risks        risksCmd        `cmd:""`
	Note         noteCmd         `cmd:""`
	Scope        scopeCmd        `cmd:""`
	Remark       remarkCmd       `cmd:""`
	Remarks      remarksCmd      `cmd:""`
	Measure      measureCmd      `cmd:""`
	Evidence     evidenceCmd     `cmd:""`
	Review       reviewCmd       `cmd:""`
	Propose      proposeCmd      `cmd:""`
	Take         takeCmd         `cmd:"" name:"take-proposal"`
	Search       searchCmd       `cmd:""`
	Sent         sentCmd         `cmd:""`
	Delegate     delegateCmd     `cmd:""`
	Delegations  delegationsCmd  `cmd:""`
	Check        checkCmd        `cmd:""`
	SignOff      signOffCmd      `cmd:"" name:"signoff"`
	Overview     overviewCmd     `cmd:""`
	Gaps         gapsCmd         `cmd:""`
	Trend        trendCmd        `cmd:""`
	HeatMap      heatMapCmd      `cmd:"" name:"heatmap"`
	Topic        topicCmd        `cmd:""`
	Distribution distributionCmd `cmd:""`
	Compare      compareCmd      `cmd:""`
	Reminders    remindersCmd    `cmd:""`
	Export       exportCmd       `cmd:""`
	Import       importCmd       `cmd:""`
	Conflicts    conflictsCmd    `cmd:""`
	Resolve      resolveCmd      `cmd:""`
	Settle       settleCmd       `cmd:""`
	Ask          askCmd          `cmd:""`
	Imports      importsCmd      `cmd:""`
	Undo         undoCmd         `cmd:""`
	Quarantine   quarantineCmd   `cmd:""`
	Report       reportCmd       `cmd:""`
	Backup       backupCmd       `cmd:""`
	Restore      restoreCmd      `cmd:""`
	Verify       verifyCmd       `cmd:""`
}

// errHelp ends a run that only asked for help.
var errHelp = errors.New("help was shown")

// helpFlag shows help for the command that it stands behind, before anything about that command is checked.
type helpFlag bool

// BeforeReset is called by kong where the flag was given.
func (helpFlag) BeforeReset(call *kong.Context, l *lage) error {
	node := call.Selected()
	if node == nil {
		node = call.Model.Node
	}
	l.printHelp(l.out, node)
	return errHelp
}
