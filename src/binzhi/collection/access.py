"""Permissions of the room."""

from binzhi.kernel.permissions import declare

COLLECT = declare("collection.collect", zh="提交宾客信息", en="Hand in guest information")
KEEP = declare("collection.keep", zh="整理本部门客史", en="Keep the department's guest information")
CONSOLIDATE = declare("collection.consolidate", zh="统一归入客史", en="Consolidate all departments' items")
MEET = declare("collection.meet", zh="主持信息分析会", en="Hold information analysis meetings")
REPORT = declare("collection.report", zh="查看采集情况", en="See how collection goes")
ASSIGN_KEEPERS = declare("collection.assign_keepers", zh="指定客史专员", en="Designate records keepers")
CONVERSE = declare("collection.converse", zh="记录与宾客的谈话", en="Enter facts learned in conversation")
ENQUIRE = declare("collection.enquire", zh="客户信息调查与资料登记", en="Run enquiries and the register of files")
