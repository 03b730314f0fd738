package dev.weir.platform.user;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.store.ExpiredException;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.StoreEvent;
import dev.weir.store.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who is a user, and in which groups. Kept parsed; like the access policy it takes in everything
 * that was committed before it was asked, so that a change is in effect as soon as its writer has
 * an answer.
 */
public final class Directory implements AutoCloseable {
  private static final String PREFIX = "/registry/user.openshift.io/";

  /** The store tells its watches of a commit some microseconds after it. */
  private static final Duration POLL = Duration.ofNanos(50_000);

  private final Store store;
  private final ReentrantLock following = new ReentrantLock();
  private volatile Followed followed;

  private record Followed(Known known, Watch watch, long revision) {}

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
    this.store = store;
    this.followed = load();
  }

  /** The uid of a user; empty if there is no such object. */
  public Optional<String> uid(String user) {
    return Optional.ofNullable(newest().uids().get(user));
  }

  /** The groups that name a user, sorted. */
  public List<String> groups(String user) {
    List<String> found = new ArrayList<>(newest().groups().getOrDefault(user, Set.of()));
    found.sort(null);
    return found;
  }

  private Known newest() {
    long wanted = store.revision();
    Followed now = followed;
    if (now.revision() >= wanted) {
      return now.known();
    }
    following.lock();
    try {
      while (followed.revision() < wanted) {
        followed = follow(followed);
      }
      return followed.known();
    } finally {
      following.unlock();
    }
  }

  private Followed follow(Followed from) {
    try {
      for (StoreEvent event : from.watch().next(POLL)) {
        switch (event) {
          case StoreEvent.Written written ->
              from.known().put(Json.parseObject(written.entry().value()));
          case StoreEvent.Deleted deleted ->
              deleted
                  .previous()
                  .ifPresent(entry -> from.known().remove(Json.parseObject(entry.value())));
        }
      }
      return new Followed(from.known(), from.watch(), from.watch().progress());
    } catch (ExpiredException tooSlow) {
      from.watch().close();
      return load();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading users and groups", e);
    }
  }

  private Followed load() {
    Page page = store.range(RangeQuery.all(PREFIX));
    Known known = new Known();
    page.entries().forEach(entry -> known.put(Json.parseObject(entry.value())));
    return new Followed(known, store.watch(PREFIX, page.revision()), page.revision());
  }

  @Override
  public void close() {
    followed.watch().close();
  }
}
