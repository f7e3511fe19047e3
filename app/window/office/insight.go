package office

import (
	"context"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// Insight is what the office's desk makes of all answers together, and what it has sent and is waiting for.
type Insight interface {
	Keeper
	SentDesk
	HeatMapOf(ctx context.Context, round assessment.RoundID, metric desk.HeatMetric) (desk.HeatGrid, error)
	TopicMap(ctx context.Context, round assessment.RoundID, topic assessment.TopicID) (desk.RequirementMap, error)
	TopGaps(ctx context.Context, round assessment.RoundID, n int) ([]desk.Gap, error)
	Distribution(ctx context.Context, round assessment.RoundID, topic assessment.TopicID) ([]desk.RequirementSpread, error)
	Compare(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey) (desk.RadarView, error)
	Trend(ctx context.Context, district assessment.DistrictKey) ([]desk.TrendPoint, error)
	WriteReport(ctx context.Context, round assessment.RoundID, district assessment.DistrictKey, path string) error
	OpenRemarks(ctx context.Context, round assessment.RoundID) ([]desk.RemarkRow, error)
	Sample(ctx context.Context, round assessment.RoundID, n int) ([]assessment.AnswerKey, error)
	Reminders(ctx context.Context, round assessment.RoundID) ([]desk.Reminder, error)
	DistrictPage(ctx context.Context, key assessment.DistrictKey) (desk.DistrictPage, error)
	Scopes(ctx context.Context, key assessment.DistrictKey) ([]assessment.Scope, error)
	Search(ctx context.Context, q desk.SearchQuery) ([]desk.Hit, error)
}
