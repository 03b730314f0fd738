package dev.weir.objects;

import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.store.Entry;
import dev.weir.store.ExpiredException;
import dev.weir.store.Page;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists what lies under a prefix, a page or all of it. What is not read ahead for a page's end is
 * made from its stored bytes only when its turn comes.
 */
public final class StoredPages {
  private final Store store;
  private final String prefix;
  private final Selection selection;
  private final Form form;

  /** Makes the object of an entry, as of the revision that the list shows. */
  @FunctionalInterface
  public interface Form {
    ApiObject of(Entry entry, long revision);
  }

  public StoredPages(Store store, String prefix, Selection selection, Form form) {
    this.store = store;
    this.prefix = prefix;
    this.selection = selection;
    this.form = form;
  }

  /**
   * What a request asks for.
   *
   * @throws dev.weir.resource.StatusException 410 if its revision is forgotten, 400 or 504 as
   *     {@link ContinueToken#start}
   */
  public ObjectList list(ListOptions options) {
    ContinueToken from = ContinueToken.start(options, store.sync());
    String after = from.after().isEmpty() ? "" : prefix + from.after();
    boolean counts = options.limit() > 0 && !selection.isEverything();
    return counts
        ? selected(options.limit(), after, from.revision())
        : page(new RangeQuery(prefix, after, options.limit(), from.revision()));
  }

  private ObjectList page(RangeQuery query) {
    Page page = read(query);
    ObjectList all =
        new ObjectList(
            () -> page.entries().stream().map(e -> form.of(e, page.revision())).iterator(),
            page.revision(),
            page.more() ? token(page.revision(), page.entries().getLast().key()) : "",
            page.remaining());
    return selection.isEverything() ? all : all.only(selection::includes);
  }

  /** Where the page ends depends on which objects are selected. */
  private ObjectList selected(int limit, String start, long asked) {
    List<ApiObject> found = new ArrayList<>();
    String after = start;
    long revision = asked;
    while (true) {
      Page page = read(new RangeQuery(prefix, after, limit - found.size(), revision));
      revision = page.revision();
      for (Entry entry : page.entries()) {
        ApiObject object = form.of(entry, revision);
        if (selection.includes(object)) {
          found.add(object);
        }
        after = entry.key();
      }
      if (!page.more() || found.size() >= limit) {
        return new ObjectList(found, revision, page.more() ? token(revision, after) : "", 0);
      }
    }
  }

  private String token(long revision, String last) {
    return new ContinueToken(revision, last.substring(prefix.length())).toString();
  }

  private Page read(RangeQuery query) {
    try {
      return store.range(query);
    } catch (ExpiredException e) {
      throw ApiStatus.expired(
              query.after().isEmpty()
                  ? "The provided resource version is too old: " + query.revision()
                  : "The provided continue parameter is too old to display a consistent list"
                      + " result. You must start a new list without the continue parameter.")
          .exception();
    }
  }
}
