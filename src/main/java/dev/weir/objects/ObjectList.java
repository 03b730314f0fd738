package dev.weir.objects;

import dev.weir.resource.ApiObject;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Objects as of one revision. They may come into being only while they are gone through, so that a
 * long list is on its way before its end is known, and is never in memory as a whole; going through
 * them may then end in an exception, and costs the same each time.
 *
 * @param objects in order; gone through by one thread at a time
 * @param continueToken opaque, empty if this is the end
 * @param remaining how many follow, where that is known; else 0
 */
public record ObjectList(
    Iterable<ApiObject> objects, long revision, String continueToken, long remaining)
    implements Iterable<ApiObject> {

  @Override
  public Iterator<ApiObject> iterator() {
    return objects.iterator();
  }

  /** All of them, in memory. */
  public List<ApiObject> items() {
    return stream(objects).toList();
  }

  /** Each as something else. */
  public ObjectList map(UnaryOperator<ApiObject> form) {
    return with(() -> stream(objects).map(form).iterator(), remaining);
  }

  /** Only some of them; how many follow is unknown then. */
  public ObjectList only(Predicate<ApiObject> wanted) {
    return with(() -> stream(objects).filter(wanted).iterator(), 0);
  }

  private ObjectList with(Iterable<ApiObject> other, long left) {
    return new ObjectList(other, revision, continueToken, left);
  }

  private static Stream<ApiObject> stream(Iterable<ApiObject> objects) {
    return StreamSupport.stream(objects.spliterator(), false);
  }
}
