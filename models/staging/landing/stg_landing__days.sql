-- Grain: landed table x business day. Counts every readable event time, before any row
-- is judged, because the as-of date that judges rows comes from here.
{{ landed_days() }}
