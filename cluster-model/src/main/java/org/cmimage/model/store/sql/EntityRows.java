package org.cmimage.model.store.sql;

import com.google.common.collect.ImmutableList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;

/**
 * The mapping of entities to rows of the tables. Every method runs in the transaction that the
 * caller has open.
 */
final class EntityRows {
  private static final String KEY = "owner_type = ? AND owner_name = ? AND type = ? AND name = ?";

  /**
   * The number of row changes in one batch: their values are in memory until the batch is executed.
   */
  private static final int BATCH = 1000;

  private final Connection connection;

  EntityRows(Connection connection) {
    this.connection = connection;
  }

  /**
   * Takes the write lock until the transaction ends; as its first statement, it also waits for
   * other writers.
   */
  void lock() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE cluster SET version = version WHERE id = 1");
    }
  }

  long version() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT version FROM cluster WHERE id = 1")) {
      if (!row.next()) {
        throw new IllegalArgumentException("it has no version");
      }
      return row.getLong(1);
    }
  }

  void setVersion(long version) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE cluster SET version = ? WHERE id = 1")) {
      update.setLong(1, version);
      update.executeUpdate();
    }
  }

  /**
   * Returns all entities.
   *
   * @throws IllegalArgumentException naming a row that is not in the format programs write
   */
  Map<EntityKey, Entity> all() throws SQLException {
    Map<List<String>, Map<String, String>> values = new LinkedHashMap<>();
    Map<String, String> texts = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT owner_type, owner_name, type, name, property, value FROM"
                    + " entity_property")) {
      while (row.next()) {
        values
            .computeIfAbsent(columns(row), key -> new HashMap<>())
            .put(shared(texts, row.getString(5)), shared(texts, row.getString(6)));
      }
    }
    Map<EntityKey, Entity> entities = new HashMap<>();
    values.forEach(
        (columns, properties) -> {
          EntityKey key = key(columns);
          entities.put(key, key.type().entity(key, properties));
        });
    return entities;
  }

  /**
   * Returns one shared string for equal texts, because thousands of rows have the same names and
   * values.
   */
  private static String shared(Map<String, String> texts, String text) {
    return texts.computeIfAbsent(text, same -> same);
  }

  /** Writes entities, and records the version at which they changed. */
  void put(Collection<Entity> entities, long version) throws SQLException {
    remove(entities.stream().map(Entity::key).toList(), version);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO entity_property (owner_type, owner_name, type, name, property, value)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      int batched = 0;
      for (Entity entity : entities) {
        setKey(insert, 1, entity.key());
        for (Map.Entry<String, String> property : entity.values().entrySet()) {
          insert.setString(5, property.getKey());
          insert.setString(6, property.getValue());
          insert.addBatch();
          batched++;
        }
        if (batched >= BATCH) {
          insert.executeBatch();
          batched = 0;
        }
      }
      insert.executeBatch();
    }
  }

  /** Deletes the rows of entities, and records the version at which they changed. */
  void remove(Collection<EntityKey> keys, long version) throws SQLException {
    forEach(
        "DELETE FROM entity_property WHERE " + KEY,
        keys,
        (statement, key) -> setKey(statement, 1, key));
    forEach(
        "INSERT INTO entity_change (version, owner_type, owner_name, type, name)"
            + " VALUES (?, ?, ?, ?, ?)",
        keys,
        (statement, key) -> {
          statement.setLong(1, version);
          setKey(statement, 2, key);
        });
  }

  private interface Setting {
    void set(PreparedStatement statement, EntityKey key) throws SQLException;
  }

  /** Runs a statement once for each key. */
  private void forEach(String sql, Collection<EntityKey> keys, Setting setting)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int batched = 0;
      for (EntityKey key : keys) {
        setting.set(statement, key);
        statement.addBatch();
        if (++batched % BATCH == 0) {
          statement.executeBatch();
        }
      }
      statement.executeBatch();
    }
  }

  List<EntityKey> changedSince(long version) throws SQLException {
    List<EntityKey> keys = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT owner_type, owner_name, type, name FROM entity_change WHERE version > ?"
                + " ORDER BY version")) {
      select.setLong(1, version);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          keys.add(key(columns(row)));
        }
      }
    }
    return keys;
  }

  private static void setKey(PreparedStatement statement, int first, EntityKey key)
      throws SQLException {
    Optional<EntityKey> owner = key.owner();
    List<String> columns =
        ImmutableList.of(
            owner.map(o -> o.type().mode()).orElse(""),
            owner.map(EntityKey::name).orElse(""),
            key.type().mode(),
            key.name());
    for (int i = 0; i < columns.size(); i++) {
      statement.setString(first + i, columns.get(i));
    }
  }

  private static List<String> columns(ResultSet row) throws SQLException {
    return List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
  }

  private static EntityKey key(List<String> columns) {
    EntityType type = type(columns.get(2));
    String name = columns.get(3);
    return columns.get(0).isEmpty()
        ? EntityKey.of(type, name)
        : EntityKey.of(type(columns.get(0)), columns.get(1)).child(type, name);
  }

  private static EntityType type(String mode) {
    return EntityType.ofMode(mode)
        .orElseThrow(() -> new IllegalArgumentException("unknown type of entity \"" + mode + "\""));
  }
}
