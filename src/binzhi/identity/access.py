"""Permissions of the room."""

from binzhi.kernel.permissions import declare

MERGE = declare("identity.merge", zh="合并与拆分客史", en="Join and part guest histories")
REVIEW = declare("identity.review", zh="查看疑似重复客史", en="See suspected duplicates")
RUN = declare("identity.run", zh="运行全库查重", en="Run the clean-up of all guest histories")
