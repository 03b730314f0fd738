package dev.weir.apiserver.request;

import dev.weir.http.Warnings;
import dev.weir.pending.OwnAnnotations;
import dev.weir.pending.PendingWrite;
import dev.weir.resource.ApiObject;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a write sets that does nothing, though it is accepted: the writer is told so beside the
 * answer, once, and not again when he writes the same.
 */
public final class Remarks {
  private final Call call;
  private final PendingWrite pending;
  private List<String> before = List.of();
  private List<String> sent = List.of();

  /** Of one write. */
  public Remarks(Call call) {
    this.call = call;
    this.pending = PendingWrite.of(call.rest().original());
  }

  /** Notes what is there. */
  public void before(ObjectNode object) {
    pending.before(object);
    before = remarks(object);
  }

  /** Notes what shall be, as it was sent or as a patch made it. */
  public void sent(ObjectNode object) {
    pending.sent(object);
    sent = remarks(object);
  }

  private List<String> remarks(ObjectNode object) {
    List<String> all = new ArrayList<>(call.rest().remarks(object));
    all.addAll(OwnAnnotations.remarks(object));
    return all;
  }

  /** Puts them on the answer. */
  public void add(ApiObject answer) {
    List<String> all = new ArrayList<>(pending.warnings());
    sent.stream().filter(problem -> !before.contains(problem)).distinct().forEach(all::add);
    all.addAll(answer.remarks());
    Warnings.add(call.exchange(), all);
  }
}
