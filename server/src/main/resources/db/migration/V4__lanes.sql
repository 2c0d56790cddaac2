-- Turns that were asked for, fairly in line; and the cluster that a turn works on, so that one can't take all threads.
-- A control plane that does not know these columns leaves them as they are.

ALTER TABLE howdah.scheduled_tasks
    -- The cluster of a database's turn; null for a cluster's own.
    ADD COLUMN lane  text,
    -- The namespace that waits for this turn; null when it is only a look that comes by itself.
    ADD COLUMN asker text;

CREATE INDEX scheduled_tasks_asker ON howdah.scheduled_tasks (asker, execution_time) WHERE asker IS NOT NULL AND NOT picked;
CREATE INDEX scheduled_tasks_asked ON howdah.scheduled_tasks (execution_time) WHERE asker IS NOT NULL AND NOT picked;
