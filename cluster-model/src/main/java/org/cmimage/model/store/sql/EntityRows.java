package org.cmimage.model.store.sql;

import com.google.common.collect.ImmutableList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;

/** Entities as rows of the tables. Every method is part of the transaction the caller has open. */
final class EntityRows {
  private static final String KEY = "owner_type = ? AND owner_name = ? AND type = ? AND name = ?";

  private final Connection connection;

  EntityRows(Connection connection) {
    this.connection = connection;
  }

  /**
   * Keeps all others from writing until the transaction ends; being its first statement, it waits
   * for them as well.
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
   * All entities; an {@link IllegalArgumentException} says what in the rows is not as a program
   * writes it.
   */
  Map<EntityKey, Entity> all() throws SQLException {
    Map<EntityKey, Map<String, String>> values = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT owner_type, owner_name, type, name, property, value FROM entity_property")) {
      while (row.next()) {
        values
            .computeIfAbsent(key(row), key -> new HashMap<>())
            .put(row.getString(5), row.getString(6));
      }
    }
    Map<EntityKey, Entity> entities = new HashMap<>();
    values.forEach((key, properties) -> entities.put(key, key.type().entity(key, properties)));
    return entities;
  }

  void put(Entity entity) throws SQLException {
    remove(entity.key());
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO entity_property (owner_type, owner_name, type, name, property, value)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      setKey(insert, 1, entity.key());
      for (Map.Entry<String, String> property : entity.values().entrySet()) {
        insert.setString(5, property.getKey());
        insert.setString(6, property.getValue());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  void remove(EntityKey key) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM entity_property WHERE " + KEY)) {
      setKey(delete, 1, key);
      delete.executeUpdate();
    }
  }

  void recordChange(long version, EntityKey key) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO entity_change (version, owner_type, owner_name, type, name)"
                + " VALUES (?, ?, ?, ?, ?)")) {
      insert.setLong(1, version);
      setKey(insert, 2, key);
      insert.executeUpdate();
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
          keys.add(key(row));
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

  private static EntityKey key(ResultSet row) throws SQLException {
    EntityType type = type(row.getString(3));
    String name = row.getString(4);
    return row.getString(1).isEmpty()
        ? EntityKey.of(type, name)
        : EntityKey.of(type(row.getString(1)), row.getString(2)).child(type, name);
  }

  private static EntityType type(String mode) {
    return EntityType.ofMode(mode)
        .orElseThrow(() -> new IllegalArgumentException("unknown type of entity \"" + mode + "\""));
  }
}
