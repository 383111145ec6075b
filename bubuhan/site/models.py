"""What the instance knows about itself: exactly one row."""

from django.db import models


class Instance(models.Model):
    """The mark of this instance. `demo` never changes; `key_check` recognises DIR/secrets.json."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    demo = models.BooleanField()
    key_check = models.CharField(max_length=64)
    loaded = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_instance_row"),
        ]

    def __str__(self) -> str:
        return "contoh" if self.demo else "sungguhan"
