-- What was committed and is not in the other tables yet: the writes of a commit, encoded. They are moved there, many
-- commits at a time, in the transaction that empties this table; a start does it before it reads anything.
CREATE TABLE redo (
    commit_number INTEGER PRIMARY KEY,
    writes        BLOB    NOT NULL
);
