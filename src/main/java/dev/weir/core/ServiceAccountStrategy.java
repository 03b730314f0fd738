package dev.weir.core;

import dev.weir.objects.Strategy;
import dev.weir.objects.TableView;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;

/** Service accounts. */
final class ServiceAccountStrategy implements Strategy {
  @Override
  public TableView table() {
    return new TableView(
        List.of(
            TableView.NAME, TableView.Column.number("Secrets", "Linked secrets"), TableView.AGE),
        (object, now) ->
            List.of(
                Meta.name(object),
                Json.arrayAt(object, "secrets").size(),
                TableView.age(object, now)));
  }
}
