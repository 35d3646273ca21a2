-- Entities as rows of properties. owner_type and owner_name are empty for an entity that belongs to no other.
-- Kept to the SQL that SQLite and PostgreSQL share; a statement ends with a semicolon at the end of a line.
CREATE TABLE cluster (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version BIGINT NOT NULL
);
INSERT INTO cluster (id, version) VALUES (1, 0);
CREATE TABLE entity_property (
  owner_type TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  property TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (owner_type, owner_name, type, name, property)
);
CREATE TABLE entity_change (
  version BIGINT NOT NULL,
  owner_type TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (version, owner_type, owner_name, type, name)
);
