package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// mirrorSource is how all districts of a round stand by topic: what their mirrors are made of.
type mirrorSource struct {
	topics []assessment.Topic
	shares []map[assessment.DistrictKey]float64 // by topic; only of who has answered something there
	sorted [][]float64                          // the same in ascending order
}

// toldMirror is what a district was last told, and on the strength of which figures. It never leaves the office.
type toldMirror struct {
	Mirror assessment.TopicMirror             `json:"mirror"`
	Shares map[assessment.DistrictKey]float64 `json:"shares"`
}

func (d *Desk) mirrorSource(ctx context.Context, round assessment.RoundID) (*mirrorSource, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	c, figures, err := d.figures(ctx, info)
	if err != nil {
		return nil, err
	}
	src := &mirrorSource{c.topics, make([]map[assessment.DistrictKey]float64, len(c.topics)), make([][]float64, len(c.topics))}
	for i := range src.shares {
		src.shares[i] = map[assessment.DistrictKey]float64{}
	}
	for _, f := range figures {
		for i, t := range c.byTopic(f.Briefs) {
			if share, ok := t.Fulfilment(); ok && t.Open < t.Total {
				src.shares[i][f.District] = share
				src.sorted[i] = append(src.sorted[i], share)
			}
		}
	}
	for _, s := range src.sorted {
		slices.Sort(s)
	}
	return src, nil
}

// forDistrict makes one district's mirror of all the others, and what has to be remembered of it.
func (s *mirrorSource) forDistrict(district assessment.DistrictKey, told map[assessment.TopicID]toldMirror) ([]assessment.TopicMirror, map[assessment.TopicID]toldMirror) {
	var out []assessment.TopicMirror
	keep := map[assessment.TopicID]toldMirror{}
	for i, t := range s.topics {
		others := s.sorted[i]
		own, answered := s.shares[i][district]
		if answered {
			others = assessment.Without(others, own)
		}
		m, enough := assessment.MirrorOf(t.ID, others)
		if !enough {
			continue
		}
		if len(others) < assessment.MirrorCrowd {
			now := make(map[assessment.DistrictKey]float64, len(others))
			for k, v := range s.shares[i] {
				if k != district {
					now[k] = v
				}
			}
			last, before := told[t.ID]
			if !before || !assessment.SameMirror(last.Shares, now) {
				last = toldMirror{m, now}
			}
			m, keep[t.ID] = last.Mirror, last
		}
		out = append(out, m)
	}
	return out, keep
}

// mirrorFor makes the mirror that goes into a district's file, and what has to be kept together with the file.
func (d *Desk) mirrorFor(ctx context.Context, src *mirrorSource, round assessment.RoundID, district assessment.DistrictKey) ([]assessment.TopicMirror, func(*store.Tx) error, error) {
	text, err := d.store.ToldMirror(ctx, round, district)
	if err != nil {
		return nil, nil, err
	}
	told := map[assessment.TopicID]toldMirror{}
	if text != "" {
		if err := json.Unmarshal([]byte(text), &told); err != nil {
			return nil, nil, fmt.Errorf("mirror that was told: %w: %w", store.ErrCorrupt, err)
		}
	}
	mirror, keep := src.forDistrict(district, told)
	if len(keep) == 0 {
		return mirror, nil, nil
	}
	again, err := json.Marshal(keep)
	if err != nil {
		return nil, nil, fmt.Errorf("keep the mirror: %w", err)
	}
	return mirror, func(tx *store.Tx) error { return tx.SetToldMirror(ctx, round, district, string(again)) }, nil
}
