package dev.weir.platform.user;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.store.Entry;
import dev.weir.store.Followed;
import dev.weir.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who is a user, and in which groups. Kept parsed; like the access policy it follows the store's
 * log, so that a change is in effect as soon as its writer has an answer.
 */
public final class Directory implements AutoCloseable {
  private static final String PREFIX = "/registry/user.openshift.io/";

  private final Followed<Known> known;

  /**
   * What is known.
   *
   * @param uids of users by name
   * @param members of groups by name
   * @param groups of users by name: the same the other way round
   */
  private record Known(
      Map<String, String> uids, Map<String, Set<String>> members, Map<String, Set<String>> groups) {
    Known() {
      this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    void put(ObjectNode object) {
      String name = Meta.name(object);
      switch (Json.string(object, "kind")) {
        case "User" -> uids.put(name, Meta.uid(object));
        case "Group" -> {
          leave(name);
          Set<String> users =
              Json.arrayAt(object, "users")
                  .valueStream()
                  .map(JsonNode::asString)
                  .collect(Collectors.toUnmodifiableSet());
          members.put(name, users);
          users.forEach(
              user -> groups.computeIfAbsent(user, _ -> ConcurrentHashMap.newKeySet()).add(name));
        }
        default -> {}
      }
    }

    void remove(ObjectNode object) {
      String name = Meta.name(object);
      switch (Json.string(object, "kind")) {
        case "User" -> uids.remove(name);
        case "Group" -> leave(name);
        default -> {}
      }
    }

    private void leave(String group) {
      Set<String> users = members.getOrDefault(group, Set.of());
      members.remove(group);
      for (String user : users) {
        groups.computeIfPresent(
            user,
            (_, all) -> {
              all.remove(group);
              return all;
            });
      }
    }
  }

  public Directory(Store store) {
    this.known = new Followed<>(store, PREFIX, "users and groups", new Form());
  }

  /** The uid of a user; empty if there is no such object. */
  public Optional<String> uid(String user) {
    return Optional.ofNullable(known.newest().uids().get(user));
  }

  /** The groups that name a user, sorted. */
  public List<String> groups(String user) {
    List<String> found = new ArrayList<>(known.newest().groups().getOrDefault(user, Set.of()));
    found.sort(null);
    return found;
  }

  @Override
  public void close() {
    known.close();
  }

  private static final class Form implements Followed.Form<Known> {
    @Override
    public Known empty() {
      return new Known();
    }

    @Override
    public void put(Known known, Entry entry) {
      known.put(Json.parseObject(entry.value()));
    }

    @Override
    public void remove(Known known, Entry last) {
      known.remove(Json.parseObject(last.value()));
    }
  }
}
