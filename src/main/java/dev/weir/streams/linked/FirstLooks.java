package dev.weir.streams.linked;

import dev.weir.objects.value.ObjectKey;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets all repositories be looked at that earlier builds wrote, which did not say what became
 * loose; once in the life of a store, under {@code /formats/gc}. What does not say since when it is
 * untagged is so since the first look. Whoever is interrupted begins again at the next start.
 */
public final class FirstLooks {
  private static final String FORMAT = "/formats/gc";
  private static final int CURRENT = 1;
  private static final int STREAMS_OF_A_PAGE = 500;

  private final Store store;
  private final DueLooks due;
  private final List<Transaction> writes = new ArrayList<>();

  private FirstLooks(Store store, DueLooks due) {
    this.store = store;
    this.due = due;
  }

  /** Does nothing where it was done before. */
  public static void ensure(Store store, DueLooks due) {
    if (store.get(FORMAT).isEmpty()) {
      FirstLooks first = new FirstLooks(store, due);
      first.streams();
      first.repositories();
      byte[] done = Json.bytes(Json.object().put("format", CURRENT));
      store.commit(Transaction.builder().put(FORMAT, done).build());
    }
  }

  private void streams() {
    String prefix = ObjectKey.prefix(Kinds.IMAGE_STREAM, "");
    String after = "";
    Page page;
    do {
      page = store.range(RangeQuery.some(prefix, after, STREAMS_OF_A_PAGE));
      for (var entry : page.entries()) {
        after = entry.key();
        add(StreamName.parse(after.substring(prefix.length())));
      }
      write();
    } while (page.more());
  }

  /** Also those that have no stream. */
  private void repositories() {
    LinkedRepositories.each(
        store,
        repository -> {
          add(repository);
          if (writes.size() >= STREAMS_OF_A_PAGE) {
            write();
          }
        });
    write();
  }

  private void add(StreamName stream) {
    if (due.find(stream).isEmpty()) {
      Transaction.Builder one = Transaction.builder();
      due.addUndated(one, stream);
      writes.add(one.build());
    }
  }

  private void write() {
    store.limits().pack(writes).forEach(store::commit);
    writes.clear();
  }
}
