-- Who has ever shared their progress with a group; whether they still do, their stream says.
CREATE INDEX event_store_shared ON event_store ((event_data->>'group')) WHERE event_type = 'ProgressShared';
